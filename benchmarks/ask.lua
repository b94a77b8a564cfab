-- Asks for lines of a file in random order: wrk -s ask.lua URL -- FOLDER TARGETS COOKIE
local asked = {}

function init(arguments)
    math.randomseed(7)
    local headers = { ["Cookie"] = arguments[3] }
    for line in io.lines(arguments[2]) do
        asked[#asked + 1] = wrk.format("GET", line, headers)
    end
end

function request()
    return asked[math.random(#asked)]
end

dofile((os.getenv("BENCHMARKS") or "benchmarks") .. "/report.lua")
