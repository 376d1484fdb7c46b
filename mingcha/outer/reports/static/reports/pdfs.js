/* The description of a PDF: blanked in its place, so that nothing else moves and nothing need be understood.
   What stands in a packed part of the file stays, and is said to. As `cleaning/pdfs.py` has it. */
(function () {
  "use strict";
  var mingcha = (self.mingcha = self.mingcha || {});
  var KEYS = { Author: "author", Creator: "software", Producer: "software", CreationDate: "time", ModDate: "time" };
  var XMP = [["author", /<dc:creator|pdf:Author|xmp:Author/], ["software", /CreatorTool|pdf:Producer/], ["time", /CreateDate|ModifyDate|MetadataDate/]];
  var LONGEST = 64 * 1024; // bytes of a description
  var MOST = 200; // descriptions looked at
  var SPACE = 32;

  mingcha.pdf = function (bytes) {
    var file = { bytes: bytes, text: said(bytes), copy: bytes.slice(), found: [], left: MOST, blanked: false };
    var stays = [];
    if (/\/Subtype\s*\/(Text|Popup|FreeText)\b/.test(file.text)) stays.push("comment");
    if (/\/EmbeddedFiles?\b/.test(file.text)) stays.push("other");
    var packed = described(file);
    var shown = packets(file);
    if (packed || (file.text.match(/\/Type\s*\/Metadata\b/g) || []).length > shown) stays.push("other");
    var left = file.blanked ? said(file.copy) : file.text;
    var unnamed = /\/(Author|Creator|Producer|CreationDate|ModDate)\s*[(<]\s*[^\s)>]/g;
    for (var one = unnamed.exec(left); one; one = unnamed.exec(left)) stays.push(KEYS[one[1]]);
    var cleaned = file.blanked ? new Blob([file.copy], { type: "application/pdf" }) : null;
    return { found: file.found.concat(stays), cleaned: cleaned, stays: stays };
  };

  function said(bytes) {
    var pieces = [];
    for (var at = 0; at < bytes.length; at += 8192) pieces.push(mingcha.ascii(bytes, at, Math.min(at + 8192, bytes.length)));
    return pieces.join("");
  }

  function blank(file, from, to) {
    for (var at = from; at < to; at++) {
      file.blanked = file.blanked || file.copy[at] !== SPACE;
      file.copy[at] = SPACE;
    }
  }

  /* Blanks every object that a trailer names as the description; whether one of them is packed away. */
  function described(file) {
    var packed = false;
    var names = {};
    var info = /\/Info\s+(\d{1,10})\s+(\d{1,5})\s+R/g;
    for (var named = info.exec(file.text); named; named = info.exec(file.text)) names[named[1] + "\\s+" + named[2]] = true;
    Object.keys(names).forEach(function (name) {
      var object = new RegExp("(^|[^\\d])" + name + "\\s+obj\\b", "g");
      var place = object.exec(file.text);
      packed = packed || !place;
      for (; place; place = object.exec(file.text)) packed = !emptied(file, object.lastIndex) || packed;
    });
    return packed;
  }

  function emptied(file, start) {
    if (--file.left < 0) throw new Error("too many descriptions");
    var end = file.text.indexOf("endobj", start);
    if (end < 0 || end + 6 > start + LONGEST) return false;
    var entry = /\/(\w+)\s*(?=[(<])/g;
    entry.lastIndex = start;
    for (var one = entry.exec(file.text); one && entry.lastIndex < end; one = entry.exec(file.text)) {
      var first = entry.lastIndex;
      var last = textEnd(file.text, first, end);
      if (/[^ ]/.test(file.text.slice(first + 1, last))) file.found.push(KEYS[one[1]] || "other");
      blank(file, first + 1, last);
      entry.lastIndex = last;
    }
    return true;
  }

  /* Where a text closes: brackets may hold brackets, a stroke takes the next sign with it. */
  function textEnd(text, at, end) {
    var depth = 0;
    if (text[at] === "<") {
      var close = text.indexOf(">", at);
      return close >= 0 && close < end ? close : end;
    }
    while (at < end) {
      var sign = text[at];
      at += sign === "\\" ? 2 : 1;
      depth += sign === "(" ? 1 : sign === ")" ? -1 : 0;
      if (!depth) return at - 1;
    }
    return end;
  }

  /* Blanks what XMP says, where it stands open; how many packets there were. */
  function packets(file) {
    var count = 0;
    var start = file.text.indexOf("<x:xmpmeta");
    while (start >= 0) {
      var end = file.text.indexOf("</x:xmpmeta>", start);
      if (end < 0) break;
      var packet = file.text.slice(start, end);
      var told = XMP.filter(function (one) { return one[1].test(packet); }).map(function (one) { return one[0]; });
      file.found.push.apply(file.found, told.length ? told : ["other"]);
      blank(file, start, end + 12);
      count += 1;
      start = file.text.indexOf("<x:xmpmeta", end);
    }
    return count;
  }
})();
