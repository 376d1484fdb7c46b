/* Hidden data of documents: Word, Excel and PowerPoint. */
(function () {
  "use strict";
  var mingcha = (self.mingcha = self.mingcha || {});
  var EMPTY = {
    "docProps/core.xml": "cp:coreProperties xmlns:cp=\"HTTPschemas.openxmlformats.org/package/2006/metadata/core-properties\"",
    "docProps/app.xml": "Properties xmlns=\"HTTPschemas.openxmlformats.org/officeDocument/2006/extended-properties\"",
    "docProps/custom.xml": "Properties xmlns=\"HTTPschemas.openxmlformats.org/officeDocument/2006/custom-properties\"",
  };
  var PICTURE = /\.(jpe?g|png)$/i;
  var TEXT = /^(word|xl|ppt)\/.*\.xml$/;
  var BY = /\b((?:w:|w15:)?(?:author|initials|userId|lastIdx)|name)="[^"]*"/g;
  var AT = /\bw:date="[^"]*"|\bdt="[^"]*"|\bw16du:dateUtc="[^"]*"/g;

  mingcha.office = function (bytes) {
    var entries = mingcha.unzip(bytes);
    var found = [];
    if (!entries.some(function (one) { return one.name === "[Content_Types].xml"; })) throw new Error("another archive");
    return oneByOne(entries, found, []).then(function (made) {
      var stays = found.filter(function (one) { return one === "comment" || one === "changes"; });
      return { found: found, cleaned: mingcha.zip(made), stays: stays };
    });
  };

  /* One after the other, so that a bomb is noticed before the rest is unpacked. */
  function oneByOne(entries, found, made) {
    if (made.length === entries.length) return Promise.resolve(made);
    return cleaned(entries[made.length], found).then(function (copy) {
      made.push(copy);
      return oneByOne(entries, found, made);
    });
  }

  /* Promises the entry as it goes into the copy. */
  function cleaned(entry, found) {
    var copy = { name: entry.name, method: entry.method, crc: entry.crc, packed: entry.packed, size: entry.size };
    if (EMPTY[entry.name]) return properties(entry, copy, found);
    if (/^docProps\/thumbnail/.test(entry.name)) {
      found.push("thumbnail");
      copy.content = new Uint8Array(0);
      return Promise.resolve(copy);
    }
    if (PICTURE.test(entry.name)) return picture(entry, copy, found);
    if (TEXT.test(entry.name)) return text(entry, copy, found);
    return Promise.resolve(copy);
  }

  function properties(entry, copy, found) {
    return mingcha.unpack(entry).then(function (bytes) {
      var said = new TextDecoder().decode(bytes);
      if (/<(dc:creator|cp:lastModifiedBy|Manager|Company)>[^<]/.test(said)) found.push("author");
      if (/<(dcterms:created|dcterms:modified)/.test(said)) found.push("time");
      if (/<Application>[^<]/.test(said)) found.push("software");
      if (/<property /.test(said)) found.push("other");
      var body = EMPTY[entry.name].replace("HTTP", "http:" + "//");
      copy.content = new TextEncoder().encode('<?xml version="1.0" encoding="UTF-8" standalone="yes"?><' + body + "/>");
      return copy;
    });
  }

  function picture(entry, copy, found) {
    return mingcha.unpack(entry).then(function (bytes) {
      var looked = pictured(bytes);
      if (!looked || !looked.found.length) return copy;
      found.push.apply(found, looked.found);
      return mingcha.read(looked.cleaned).then(function (clean) {
        copy.content = clean;
        return copy;
      });
    });
  }

  function pictured(bytes) {
    try {
      return (bytes[0] === 0xff ? mingcha.jpeg : mingcha.png)(bytes.slice());
    } catch (_error) {
      return null;
    }
  }

  function text(entry, copy, found) {
    return mingcha.unpack(entry).then(function (bytes) {
      var said = new TextDecoder().decode(bytes);
      if (/<w:(ins|del|moveFrom|moveTo) /.test(said)) found.push("changes");
      var comments = /comment|people|person|author/i.test(entry.name);
      if (comments) found.push("comment");
      var plain = anonymous(said, comments);
      if (plain !== said) copy.content = new TextEncoder().encode(plain);
      return copy;
    });
  }

  /* Changes and comments stay, for they may be the matter; whose they are and when goes. */
  function anonymous(said, comments) {
    return said
      .replace(BY, function (whole, name) { return name === "name" && !comments ? whole : name + '=""'; })
      .replace(AT, function (whole) { return whole.split("=")[0] + '="2000-01-01T00:00:00Z"'; });
  }
})();
