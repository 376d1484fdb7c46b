/* Hidden data of HEIC and AVIF pictures, blanked in place: the picture itself does not move. */
(function () {
  "use strict";
  var mingcha = (self.mingcha = self.mingcha || {});
  var HIDDEN = /^(Exif|mime|uri )$/; // kinds of items that no picture is painted from
  var EMPTY_EXIF = [0, 0, 0, 0, 0x4d, 0x4d, 0, 42, 0, 0, 0, 8]; // some programs fail on one that is none
  var MOST_SPANS = 10000;

  /** Exif, XMP and the like become zeros. Which way up it is stands elsewhere and stays. */
  mingcha.heif = function (bytes) {
    var view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    var found = [];
    each(bytes, view, 0, bytes.length, function (name, start, end) {
      if (name === "meta") blankItems(bytes, view, start, end, found);
      else if (name === "moov") mingcha.boxes.clean(bytes, view, start + 8, end, found);
      else if (name === "udta" || name === "uuid") {
        found.push("other");
        bytes.set(mingcha.boxes.empty(end - start), start);
      }
    });
    return { found: found, cleaned: new Blob([bytes], { type: "image/heic" }) };
  };

  function each(bytes, view, start, end, visit) {
    var at = start;
    for (; at + 8 <= end;) {
      var size = mingcha.boxes.sizeOf(view, at, end - at);
      visit(mingcha.ascii(bytes, at + 4, at + 8), at, at + size);
      at += size;
    }
    if (start === 0 && at !== end) throw new Error("no picture");
  }

  function blankItems(bytes, view, start, end, found) {
    var parts = {};
    each(bytes, view, start + 12, end, function (name, first, last) { parts[name] = [first, last]; });
    if (!parts.iinf || !parts.iloc) throw new Error("no picture");
    var kinds = kindsIn(bytes, view, parts.iinf);
    var left = bytes.length;
    places(bytes, parts.iloc, parts.idat ? parts.idat[0] + 8 : 0, function (item, spans) {
      if (!HIDDEN.test(kinds[item] || "")) return;
      var size = 0;
      spans.forEach(function (one) {
        size += one[1];
        if (one[1] <= 0 || one[0] < 0 || one[0] + one[1] > bytes.length || (left -= one[1]) < 0) throw new Error("no picture");
      });
      blank(bytes, spans, size, kinds[item], found);
    });
  }

  function blank(bytes, spans, size, kind, found) {
    var block = new Uint8Array(size);
    size = 0;
    spans.forEach(function (one) {
      block.set(bytes.subarray(one[0], one[0] + one[1]), size);
      size += one[1];
    });
    if (!block.some(Boolean)) return;
    if (kind === "Exif") exif(block, found);
    else found.push("other");
    var filling = kind === "Exif" ? EMPTY_EXIF.slice() : [];
    spans.forEach(function (one) {
      bytes.fill(0, one[0], one[0] + one[1]);
      bytes.set(filling.splice(0, one[1]), one[0]);
    });
  }

  function exif(block, found) {
    var front = 4 + numbers(block, 0, block.length)(4);
    if (front + 8 > block.length) found.push("other");
    else found.push.apply(found, mingcha.exif(block.slice(front)).found);
  }

  /* Reads whole numbers one behind the other, big end first, up to the end of a box. */
  function numbers(bytes, at, end) {
    return function (size) {
      if (at + size > end) throw new Error("no picture");
      for (var found = 0; size > 0; size--) found = found * 256 + bytes[at++];
      return found;
    };
  }

  /* The kind of each item by its number. An old item that says none is taken for one that hides something. */
  function kindsIn(bytes, view, place) {
    var kinds = {};
    each(bytes, view, place[0] + (bytes[place[0] + 8] ? 16 : 14), place[1], function (name, first, last) {
      if (name !== "infe") return;
      var version = bytes[first + 8];
      var next = numbers(bytes, first + 12, last);
      var item = next(version === 3 ? 4 : 2);
      next(2);
      var kind = version >= 2 ? next(4) : 0;
      kinds[item] = version >= 2 ? String.fromCharCode(kind >>> 24, (kind >>> 16) & 255, (kind >>> 8) & 255, kind & 255) : "mime";
    });
    return kinds;
  }

  /* Where the bytes of each item lie in the file; `beside` is where the box's own data begin. */
  function places(bytes, place, beside, visit) {
    var next = numbers(bytes, place[0] + 8, place[1]);
    var version = next(1);
    next(3);
    var sizes = next(2);
    var wide = version === 2 ? 4 : 2;
    var newer = version === 1 || version === 2;
    var left = MOST_SPANS;
    for (var items = next(wide); items > 0; items--) {
      var item = next(wide);
      var way = newer ? next(2) & 15 : 0;
      var elsewhere = next(2);
      var base = next((sizes >> 4) & 15);
      var spans = [];
      for (var count = next(2); count > 0; count--) {
        if (--left < 0) throw new Error("too many");
        next(newer ? sizes & 15 : 0);
        var offset = next((sizes >> 12) & 15);
        spans.push([base + offset + (way === 1 ? beside : 0), next((sizes >> 8) & 15)]);
      }
      visit(item, way > 1 || elsewhere ? [[-1, 0]] : spans); // made of other items, or in another file
    }
  }
})();
