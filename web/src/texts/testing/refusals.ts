// Which refusal codes the C++ sources can answer, read from the text of the sources. For the test of the words alone.
const word = /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/;
const two_words = /^[a-z][a-z0-9]*(_[a-z0-9]+)+$/;
// What is called with a code, and which of the plain literals among its arguments that is.
const callers: Record<string, 'first' | 'last'> = {
  refuse: 'first',
  refuse_with: 'first',
  warn: 'first',
  problem: 'first',
  complain: 'last',
  refuse_ring: 'last',
  stop: 'last',
  misfit: 'last',
  Complaint: 'last',
  give_up: 'first',
};

// The arguments between the bracket at `from` and its partner, split at the commas of the outermost level.
export function arguments_at(source: string, from: number): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = from + 1;
  for (let at = from; at < source.length; at++) {
    const letter = source[at] ?? '';
    if (letter === '"') {
      for (at++; at < source.length && source[at] !== '"'; at++) if (source[at] === '\\') at++;
    } else if ('([{'.includes(letter)) depth++;
    else if (')]}'.includes(letter) && --depth === 0) return [...parts, source.slice(start, at)];
    else if (letter === ',' && depth === 1) {
      parts.push(source.slice(start, at));
      start = at + 1;
    }
  }
  return parts;
}

const literals = (text: string): string[] => [...text.matchAll(/"(\w+)"/g)].map((match) => match[1] ?? '');
// "a", x ? "a" : "b"
const is_plain = (text: string): boolean => /^\s*("\w*"|[^?"]+\?[^"]*("\w+"[^"]*)*"\w+")\s*$/.test(text);

export function codes_in(source: string): Set<string> {
  const found = new Set<string>();
  const code = source.replace(/\/\/.*$/gm, '');
  for (const match of code.matchAll(/\b(\w+)\s*([({])/g)) {
    const which = callers[match[1] ?? ''];
    if (!which) continue;
    const plain = arguments_at(code, match.index + match[0].length - 1).filter(is_plain);
    const wanted = plain.at(which === 'first' ? 0 : -1) ?? '';
    const form = match[1] === 'stop' || match[1] === 'misfit' ? two_words : word;
    literals(wanted).forEach((one) => form.test(one) && found.add(one));
  }
  const marked = [
    /(?<![.\w])code = [^;]*;/g, // a choice between codes, a default argument
    /\.(?:code|twice) = "\w+"/g, // checks and uniqueness in a declaration
    /\bcode_of\([^{;]*\{[^}]*\}/g,
    /\bKind::\w+, \{\{[^{};]*?,\s*"\w+"/g, // {kind, {{field, code}}}
    /[,{(]\s*"\w+",\s*\{\{"\w+",/g, // a complaint's code and parameters
    /"refused", "\w+"/g, // the worker's answer
    /"code":"\w+"/g,
  ];
  for (const pattern of marked)
    for (const [text] of code.matchAll(pattern)) {
      const all = literals(text);
      const wanted = /^[.c]|^\bcode_of/.test(text)
        ? all
        : text.includes('{{"') && !text.startsWith('Kind')
          ? all.slice(0, 1)
          : all.slice(-1);
      wanted
        .filter((one) => (text.startsWith('Kind') ? word : two_words).test(one))
        .forEach((one) => found.add(one));
    }
  return found;
}
