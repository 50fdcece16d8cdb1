// What a run prints, from bytes to pieces that can be shown. Pure: no page, no clock, no network.
//
//   const output = createOutput('error|fatal', 5000);
//   output.feed(bytes);                  chunks cut anywhere, also within a character or a keyword
//   const {pieces, open} = output.take() pieces: [{text, hits: [[from, to], ...], ends}] since the last take; ends = its line is over.
//                                        open: the line that goes on, as a piece of its own that the next take replaces
//   output.skipped, output.hits          lines that were never taken because more came than fit; hits of keywords in all that was fed
//
// Output is hostile: escape sequences are taken out, other control characters and those that turn the direction of text around are
// shown as signs. A line of any length is cut into pieces, and not through a keyword.

/** As many characters as a piece has at most. */
const PIECE = 4096;

/** The keywords of a msg_filter as one expression, or null: as the filter "keyword" reads it. */
export function keywords(filter) {
  const words = (filter ?? '').replace(/^keyword:/, '').split('|').map(word => word.trim()).filter(Boolean);
  // Without the flag u: then an ASCII letter is the same as no other than its other case, as for the filter.
  return words.length === 0 ? null : {
    longest: Math.max(...words.map(word => word.length)),
    find: new RegExp(words.sort((a, b) => b.length - a.length).map(word => word.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')).join('|'), 'gi'),
  };
}

// CSI, OSC and other strings, and short ones.
const ESCAPES = /\x1b\[[0-?]*[ -/]*[@-~]|\x1b[\]P^_X][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[ -/]*[0-OQ-WYZ\\`-~]/g;
const CONTROLS = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/g;

/** Text that can do no harm. */
export function harmless(text) {
  return text.replace(ESCAPES, '').replace(CONTROLS, sign);
}

/** ␀ for NUL, ␛ for ESC, ␡ for DEL; a box for others. */
function sign(character) {
  const code = character.charCodeAt(0);
  return code < 0x20 ? String.fromCharCode(0x2400 + code) : code === 0x7f ? '\u2421' : '\ufffd';
}

export function createOutput(filter, most) {
  const decoder = new TextDecoder('utf-8', { fatal: false, ignoreBOM: true });
  const words = keywords(filter);
  let carry = '';
  let pieces = [];
  const output = { feed, end, take, skipped: 0, hits: 0 };

  function feed(bytes) {
    add(decoder.decode(bytes, { stream: true }));
  }

  function end() {
    add(decoder.decode());
  }

  function add(text) {
    const lines = (carry + text).split(/\r\n|\n|\r(?=[^])/);
    carry = lines.pop();
    lines.forEach(line);
    while (carry.length > 2 * PIECE) {
      carry = cut(carry);
    }
    if (pieces.length > 2 * most) output.skipped += pieces.splice(0, pieces.length - most).filter(piece => piece.ends).length;
  }

  function line(text) {
    let rest = text;
    while (rest.length > PIECE) {
      rest = cut(rest);
    }
    push(rest, true);
  }

  /** Takes a piece off the beginning and answers the rest. No keyword, escape sequence or character lies on the cut. */
  function cut(text) {
    let at = PIECE;
    const around = [ESCAPES, words?.find].filter(Boolean);
    around.forEach(pattern => {
      for (const match of text.slice(0, PIECE + (words?.longest ?? 0) + 64).matchAll(pattern)) {
        at = match.index > 0 && match.index < at && match.index + match[0].length > at ? match.index : at;
      }
    });
    at -= /[\ud800-\udbff]/.test(text[at - 1]) ? 1 : 0;
    push(text.slice(0, at), false);
    return text.slice(at);
  }

  function push(text, ends) {
    const piece = shown(text, ends);
    output.hits += piece.hits.length;
    pieces.push(piece);
  }

  function shown(text, ends) {
    const clean = harmless(text);
    return { text: clean, hits: words ? [...clean.matchAll(words.find)].map(match => [match.index, match.index + match[0].length]) : [], ends };
  }

  function take() {
    output.skipped += pieces.splice(0, Math.max(0, pieces.length - most)).filter(piece => piece.ends).length;
    const taken = pieces;
    pieces = [];
    return { pieces: taken, open: carry ? shown(carry.replace(/\r$/, ''), false) : null };
  }

  return output;
}
