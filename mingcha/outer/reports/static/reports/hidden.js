/* Hidden data: what a file says beside what it shows, and a working copy without it where that is possible.

   mingcha.hidden(file) promises {known, found, cleaned, name, stays}: whether this kind can be looked into, what
   was found (gps, camera, time, author, software, thumbnail, comment, changes, other, trailing), the copy (a Blob)
   or null, a name for the copy that says nothing, and what of the found stays in the copy. The rules are those of
   `reports/cleaning` for browsers without JavaScript; a test holds the two together. */
(function () {
  "use strict";
  var mingcha = (self.mingcha = self.mingcha || {});
  var START = 512;
  var WHOLE = 64 * 1024 * 1024; // pictures and documents are looked at whole, up to this size
  var UNKNOWN = { known: false, found: [], cleaned: null, stays: [] };
  var count = 0;

  mingcha.hidden = function (file) {
    return mingcha.read(file.slice(0, START)).then(function (start) {
      var kind = kindOf(start);
      if (!kind || (kind.whole && file.size > WHOLE)) return UNKNOWN;
      return (kind.whole ? mingcha.read(file) : Promise.resolve(file)).then(kind.look).then(function (looked) {
        var name = looked.cleaned && kind.ending ? plainName(kind.ending) : "";
        return { known: true, found: once(looked.found), cleaned: looked.cleaned, name: name, stays: once(looked.stays || []) };
      });
    }).catch(function () { return UNKNOWN; });
  };

  function once(words) {
    return words.filter(function (one, at) { return words.indexOf(one) === at; });
  }

  function plainName(ending) {
    count += 1;
    return ending[0] + "-" + count + "." + ending[1];
  }

  function text(bytes, from, to) {
    return String.fromCharCode.apply(null, bytes.subarray(from, to));
  }
  mingcha.ascii = text;

  function kindOf(start) {
    var four = text(start, 4, 8);
    if (start[0] === 0xff && start[1] === 0xd8) return { whole: true, look: mingcha.jpeg, ending: ["picture", "jpg"] };
    if (text(start, 0, 8) === "\x89PNG\r\n\x1a\n") return { whole: true, look: mingcha.png, ending: ["picture", "png"] };
    if (text(start, 0, 4) === "RIFF" && text(start, 8, 12) === "WEBP") return { whole: true, look: mingcha.webp, ending: ["picture", "webp"] };
    if (text(start, 0, 4) === "RIFF" && text(start, 8, 12) === "WAVE") return { whole: true, look: mingcha.wave, ending: ["recording", "wav"] };
    if (text(start, 0, 3) === "ID3") return { whole: true, look: mingcha.mp3, ending: ["recording", "mp3"] };
    if (four === "ftyp" && /^(hei|hev|mif|msf)/.test(text(start, 8, 12))) return { whole: true, look: mingcha.heif, ending: ["picture", "heic"] };
    if (four === "ftyp" && /^avi[fs]/.test(text(start, 8, 12))) return { whole: true, look: mingcha.heif, ending: ["picture", "avif"] };
    if (four === "ftyp") return { whole: false, look: mingcha.movie, ending: ["recording", "mp4"] };
    if (text(start, 0, 4) === "PK\x03\x04") return { whole: true, look: mingcha.office };
    if (text(start, 0, 5) === "%PDF-") return { whole: true, look: mingcha.pdf };
    return null;
  }
})();
