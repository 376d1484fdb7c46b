/* Hidden data of recordings: MP4 and MOV in place, without reading them whole; WAV; MP3. */
(function () {
  "use strict";
  var mingcha = (self.mingcha = self.mingcha || {});
  var INSIDE = /^(moov|trak|mdia)$/;
  var TIMED = /^(mvhd|tkhd|mdhd)$/;
  var MOST = 32 * 1024 * 1024; // of the box that describes a recording

  /**
   * The boxes of an MP4 or MOV file that tell about its maker become empty room of the same size, and its times
   * become zero, so that nothing else moves. Only the describing box is read.
   */
  mingcha.movie = function (file) {
    var found = [];
    var pieces = [];
    function from(at) {
      if (at >= file.size) return { found: found, cleaned: new Blob(pieces, { type: file.type }) };
      return mingcha.read(file.slice(at, at + 16)).then(function (head) {
        var end = at + sizeOf(new DataView(head.buffer), 0, file.size - at);
        var name = mingcha.ascii(head, 4, 8);
        if (name === "moov") return described(file, at, end, found, pieces).then(function () { return from(end); });
        if (name === "udta" || name === "meta" || name === "uuid") {
          found.push("other");
          pieces.push(empty(end - at));
        } else pieces.push(file.slice(at, end));
        return from(end);
      });
    }
    return from(0);
  };

  function sizeOf(view, at, rest) {
    var size = view.getUint32(at);
    if (size === 1) size = view.getUint32(at + 8) * 4294967296 + view.getUint32(at + 12);
    if (size === 0) size = rest;
    if (size < 8 || size > rest) throw new Error("no recording");
    return size;
  }

  function empty(size) {
    var room = new Uint8Array(size);
    new DataView(room.buffer).setUint32(0, size);
    room.set([102, 114, 101, 101], 4); // "free"
    return room;
  }

  function described(file, start, end, found, pieces) {
    if (end - start > MOST) throw new Error("too much description");
    return mingcha.read(file.slice(start, end)).then(function (bytes) {
      clean(bytes, new DataView(bytes.buffer), 0, bytes.length, found);
      pieces.push(bytes);
    });
  }

  function clean(bytes, view, start, end, found) {
    for (var at = start; at + 8 <= end;) {
      var size = sizeOf(view, at, end - at);
      var name = mingcha.ascii(bytes, at + 4, at + 8);
      if (INSIDE.test(name)) clean(bytes, view, at + 8, at + size, found);
      else if (TIMED.test(name)) untime(view, at + 8, found);
      else if (/^(udta|meta|uuid)$/.test(name)) {
        found.push.apply(found, told(bytes.subarray(at, at + size)));
        bytes.set(empty(size), at);
      }
      at += size;
    }
  }

  mingcha.boxes = { sizeOf: sizeOf, empty: empty, clean: clean }; // for pictures that are made of boxes too

  function told(box) {
    var text = "";
    for (var at = 0; at < box.length; at += 8192) text += mingcha.ascii(box, at, Math.min(at + 8192, box.length));
    var found = [];
    if (/\xa9xyz|location|[+-]\d+\.\d+[+-]\d+\.\d+/.test(text)) found.push("gps");
    if (/\xa9(mak|mod)|make|model|com\.android/.test(text)) found.push("camera");
    if (/\xa9(swr|too)|encoder|software/i.test(text)) found.push("software");
    if (/\xa9(aut|ART|nam)|author|artist/.test(text)) found.push("author");
    return found.length ? found : ["other"];
  }

  function untime(view, at, found) {
    var long = view.getUint8(at) === 1;
    for (var place = at + 4; place < at + (long ? 20 : 12); place += 4) {
      if (view.getUint32(place)) found.push("time");
      view.setUint32(place, 0);
    }
  }

  mingcha.wave = function (bytes) {
    var riff = mingcha.riff(bytes);
    var found = riff.trailing ? ["trailing"] : [];
    var kept = [];
    riff.chunks.forEach(function (one) {
      if (/^(fmt |fact|data)$/.test(one[0])) kept.push(bytes.slice(one[1], one[2]));
      else found.push(one[0] === "bext" || one[0] === "LIST" ? "author" : "other");
    });
    return { found: found, cleaned: mingcha.riffOf("WAVE", kept, "audio/wav") };
  };

  /** MP3: the notes before and behind the sound are left out. */
  mingcha.mp3 = function (bytes) {
    var front = 10 + ((bytes[6] << 21) | (bytes[7] << 14) | (bytes[8] << 7) | bytes[9]) + (bytes[5] & 16 ? 10 : 0);
    var end = bytes.length;
    if (mingcha.ascii(bytes, end - 128, end - 125) === "TAG") end -= 128;
    if (front >= end) throw new Error("no recording");
    return { found: ["author", "other"], cleaned: new Blob([bytes.subarray(front, end)], { type: "audio/mpeg" }) };
  };
})();
