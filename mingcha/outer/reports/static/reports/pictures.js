/* Hidden data of pictures: JPEG, PNG and WebP, taken apart into their segments and put together without them. */
(function () {
  "use strict";
  var mingcha = (self.mingcha = self.mingcha || {});
  var TAGS = { 0x010f: "camera", 0x0110: "camera", 0x0131: "software", 0x0132: "time", 0x013b: "author", 0x8298: "author",
    0x8825: "gps", 0x9003: "time", 0x9004: "time", 0x927c: "camera", 0x9286: "comment", 0xa430: "author", 0xa431: "camera",
    0xa434: "camera", 0x9c9d: "author", 0x9c9c: "comment", 0x010e: "comment" };

  /** What an Exif block (from its TIFF header on) holds: {found, orientation}. */
  mingcha.exif = function (bytes) {
    var view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    var little = view.getUint16(0) === 0x4949;
    var told = { found: [], orientation: 1 };
    var strange = false; // something stands in it that is not in our table
    var left = 2000; // entries; more of them, or rings of directories, are meant to keep us busy
    function directory(at, depth) {
      var entries = view.getUint16(at, little);
      for (var index = 0; index < entries; index++) entry(at + 2 + 12 * index, depth);
      return view.getUint32(at + 2 + 12 * entries, little);
    }
    function entry(at, depth) {
      if (--left < 0) throw new Error("too many");
      var tag = view.getUint16(at, little);
      if (TAGS[tag]) told.found.push(TAGS[tag]);
      else if (tag === 0x0112) told.orientation = view.getUint16(at + 8, little);
      else strange = true;
      if (tag === 0x8769 && depth < 3) directory(view.getUint32(at + 8, little), depth + 1);
    }
    try {
      if (directory(view.getUint32(4, little), 0)) told.found.push("thumbnail");
    } catch (_error) {
      told.found.push("other");
    }
    if (strange && !told.found.length) told.found.push("other");
    return told;
  };

  /* A block that says only which way up the picture is. */
  function upright(orientation) {
    var tiff = [0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0];
    return [0xff, 0xe1, 0, tiff.length + 8, 0x45, 0x78, 0x69, 0x66, 0, 0].concat(tiff);
  }

  mingcha.jpeg = function (bytes) {
    var found = [];
    var kept = [bytes.subarray(0, 2)];
    var at = 2;
    while (at < bytes.length) {
      if (bytes[at] !== 0xff) throw new Error("no JPEG");
      var marker = bytes[at + 1];
      if (marker === 0xff) { at += 1; continue; }
      if (marker === 0xd9) break;
      var end = at + 2 + ((bytes[at + 2] << 8) | bytes[at + 3]);
      if (marker === 0xda) end = scanEnd(bytes, end);
      segment(bytes.subarray(at, end), marker, found, kept);
      at = end;
    }
    if (at >= bytes.length) throw new Error("no JPEG");
    if (at + 2 < bytes.length) found.push("trailing");
    kept.push(bytes.subarray(at, at + 2));
    return { found: found, cleaned: new Blob(kept, { type: "image/jpeg" }) };
  };

  function scanEnd(bytes, at) {
    while (at < bytes.length - 1) {
      if (bytes[at] === 0xff && bytes[at + 1] !== 0 && (bytes[at + 1] < 0xd0 || bytes[at + 1] > 0xd7) && bytes[at + 1] !== 0xff) return at;
      at += 1;
    }
    throw new Error("no JPEG");
  }

  function segment(whole, marker, found, kept) {
    var name = mingcha.ascii(whole, 4, 14);
    if (marker === 0xe1 && name.slice(0, 4) === "Exif") {
      var told = mingcha.exif(whole.subarray(10));
      found.push.apply(found, told.found);
      if (told.orientation > 1 && told.orientation < 9) kept.push(new Uint8Array(upright(told.orientation)));
    } else if (marker === 0xfe) {
      found.push("comment");
    } else if (marker === 0xe0 && name.slice(0, 4) === "JFIF") {
      if (whole[16] || whole[17]) found.push("thumbnail");
      kept.push(whole.subarray(0, 2), new Uint8Array([0, 16]), whole.subarray(4, 16), new Uint8Array([0, 0]));
    } else if (marker > 0xdf && marker < 0xf0 && marker !== 0xee && !(marker === 0xe2 && name === "ICC_PROFIL")) {
      found.push("other");
    } else {
      kept.push(whole);
    }
  }

  var PNG_KEPT = /^(IHDR|PLTE|IDAT|IEND|tRNS|gAMA|cHRM|sRGB|iCCP|bKGD|pHYs|sBIT|acTL|fcTL|fdAT)$/;
  var PNG_FOUND = { tEXt: "comment", zTXt: "comment", iTXt: "comment", tIME: "time" };

  mingcha.png = function (bytes) {
    var view = new DataView(bytes.buffer);
    var found = [];
    var kept = [bytes.subarray(0, 8)];
    var at = 8;
    var name = "";
    while (name !== "IEND") {
      var end = at + 12 + view.getUint32(at);
      name = mingcha.ascii(bytes, at + 4, at + 8);
      if (end > bytes.length) throw new Error("no PNG");
      if (PNG_KEPT.test(name)) kept.push(bytes.subarray(at, end));
      else if (name === "eXIf") found.push.apply(found, mingcha.exif(bytes.subarray(at + 8, end - 4)).found);
      else found.push(PNG_FOUND[name] || "other");
      at = end;
    }
    if (at < bytes.length) found.push("trailing");
    return { found: found, cleaned: new Blob(kept, { type: "image/png" }) };
  };

  /** The chunks of a RIFF file as [name, start, end], ends even. */
  mingcha.riff = function (bytes) {
    var view = new DataView(bytes.buffer);
    var whole = Math.min(bytes.length, 8 + view.getUint32(4, true));
    var chunks = [];
    for (var at = 12; at + 8 <= whole;) {
      var end = at + 8 + view.getUint32(at + 4, true);
      end += end % 2;
      chunks.push([mingcha.ascii(bytes, at, at + 4), at, Math.min(end, whole)]);
      at = end;
    }
    return { chunks: chunks, trailing: bytes.length > whole + 1 };
  };

  mingcha.riffOf = function (form, pieces, type) {
    var size = pieces.reduce(function (sum, one) { return sum + one.length; }, 4);
    var front = new Uint8Array(12);
    front.set([82, 73, 70, 70]);
    new DataView(front.buffer).setUint32(4, size, true);
    for (var at = 0; at < 4; at++) front[8 + at] = form.charCodeAt(at);
    return new Blob([front].concat(pieces), { type: type });
  };

  mingcha.webp = function (bytes) {
    var riff = mingcha.riff(bytes);
    var found = riff.trailing ? ["trailing"] : [];
    var kept = [];
    riff.chunks.forEach(function (one) {
      var piece = bytes.slice(one[1], one[2]);
      if (one[0] === "EXIF") {
        var start = mingcha.ascii(piece, 8, 12) === "Exif" ? 14 : 8;
        found.push.apply(found, mingcha.exif(piece.slice(start)).found);
      } else if (/^(VP8 |VP8L|VP8X|ALPH|ANIM|ANMF|ICCP)$/.test(one[0])) {
        if (one[0] === "VP8X") piece[8] &= ~0x0c; // says that neither Exif nor XMP follows
        kept.push(piece);
      } else found.push("other");
    });
    return { found: found, cleaned: mingcha.riffOf("WEBP", kept, "image/webp") };
  };
})();
