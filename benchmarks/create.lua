-- Makes companies, each of its own name: wrk -s create.lua URL -- FOLDER ORIGIN COOKIE PREFER
local headers
local count = 0
local run = 0
local stems = { "Alfa", "Bravo", "Delta", "Gamma", "Omega", "Sigma", "Kabel", "Miedź", "Światło", "Łącze" }
local trades = { "Instalacje", "Sieci", "Teletechnika", "Systemy", "Okablowanie", "Elektro", "Telekom" }
local towns = { "Łódź", "Warszawa", "Gdańsk", "Kraków", "Poznań", "Wrocław", "Białystok", "Rzeszów" }

local function hex(digits)
    local out = {}
    for i = 1, digits do out[i] = string.format("%x", math.random(0, 15)) end
    return table.concat(out)
end

local function new_id()
    local time = string.format("%012x", os.time() * 1000 + count % 1000)
    return time:sub(1, 8) .. "-" .. time:sub(9) .. "-7" .. hex(3) .. "-" .. string.format("%x", math.random(8, 11)) ..
        hex(3) .. "-" .. hex(12)
end

-- Ten digits whose last one is the check digit.
local function tax_id()
    local weights = { 6, 5, 7, 2, 3, 4, 5, 6, 7 }
    while true do
        local sum, text = 0, ""
        for i = 1, 9 do
            local digit = math.random(i <= 3 and 1 or 0, 9)
            sum = sum + digit * weights[i]
            text = text .. digit
        end
        if sum % 11 < 10 then return text .. sum % 11 end
    end
end

function init(arguments)
    local random = io.open("/dev/urandom", "rb")
    local bytes = { random:read(3):byte(1, 3) }
    random:close()
    run = bytes[1] * 65536 + bytes[2] * 256 + bytes[3]
    math.randomseed(run)
    headers = { ["Cookie"] = arguments[3], ["Origin"] = arguments[2], ["Content-Type"] = "application/json" }
    if arguments[4] ~= "" then headers["Prefer"] = arguments[4] end
end

function request()
    count = count + 1
    local town = towns[math.random(#towns)]
    local name = string.format("%s %s %s %x-%d", stems[math.random(#stems)], trades[math.random(#trades)], town, run, count)
    local body = string.format(
        '{"op":"%s","id":"%s","set":{"name":"%s","kind":"installer","tier":2,"tax_id":"%s","address_street":"ul. Prosta %d",' ..
        '"address_postal_code":"%02d-%03d","address_city":"%s","address_country":"PL","phone":"+48 %d %d %d",' ..
        '"email":"biuro@f%x-%d.example"},"accept":{"tax_id_twice":"benchmark","phone_twice":"benchmark","name_twice":"benchmark"}}',
        new_id(), new_id(), name, tax_id(), math.random(1, 150), math.random(1, 99), math.random(1, 999), town,
        math.random(500, 899), math.random(100, 999), math.random(100, 999), run, count)
    return wrk.format("POST", "/api/v1/company", headers, body)
end

dofile((os.getenv("BENCHMARKS") or "benchmarks") .. "/report.lua")
