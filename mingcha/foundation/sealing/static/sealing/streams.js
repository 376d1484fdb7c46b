/* The sealed stream, version 1, as `foundation/sealing/streams.py` has it: sealing in pieces, and opening. */
(function () {
  "use strict";
  var mingcha = (self.mingcha = self.mingcha || {});
  var CHUNK = 65536;
  var MIB = 1048576;
  var EMPTY = new Uint8Array(0);

  mingcha.hex = function (bytes) {
    return Array.prototype.map.call(bytes, function (one) { return ("0" + one.toString(16)).slice(-2); }).join("");
  };

  mingcha.unhex = function (text) {
    var bytes = new Uint8Array(text.length / 2);
    for (var at = 0; at < bytes.length; at++) bytes[at] = parseInt(text.substr(2 * at, 2), 16);
    return bytes;
  };

  mingcha.joined = function (pieces) {
    var whole = new Uint8Array(pieces.reduce(function (sum, one) { return sum + one.length; }, 0));
    var at = 0;
    pieces.forEach(function (one) { whole.set(one, at); at += one.length; });
    return whole;
  };

  function bucket(size) {
    var small = [4096, 16384, 65536, 262144, MIB].filter(function (one) { return size <= one; });
    if (small.length) return small[0];
    var step = size <= 16 * MIB ? MIB : 8 * MIB;
    return Math.ceil(size / step) * step;
  }

  /** The size of the sealed stream of a content of so many bytes, for one reader. */
  mingcha.sealedSize = function (size) {
    var plain = bucket(size + 8);
    return 10 + 96 + 24 + plain + 17 * Math.ceil(plain / CHUNK);
  };

  /**
   * Seals a Blob to one public key. Each next() promises the next piece of the stream, null at its end;
   * the state stays here, so that a broken line can be waited for between two pieces.
   */
  mingcha.sealing = function (sodium, blob, reader) {
    var key = sodium.random(32);
    var pushing = sodium.pushing(key);
    var named = mingcha.joined([sodium.sha256(reader).subarray(0, 16), sodium.sealTo(key, reader)]);
    var about = mingcha.joined([new TextEncoder().encode("MCSTRM1\n"), new Uint8Array([1, 1]), named, pushing.header]);
    var whole = bucket(blob.size + 8);
    var done = 0;
    var first = true;
    key.fill(0);

    function chunk(size) {
      var start = first ? 0 : done - 8;
      var wanted = blob.slice(start, start + size - (first ? 8 : 0));
      return read(wanted).then(function (content) {
        var plain = new Uint8Array(size);
        if (first) plain.set(length(blob.size));
        plain.set(content, first ? 8 : 0);
        return plain;
      });
    }

    return {
      size: mingcha.sealedSize(blob.size),
      next: function () {
        if (done >= whole) return Promise.resolve(null);
        var size = Math.min(CHUNK, whole - done);
        return chunk(size).then(function (plain) {
          done += size;
          var sealed = pushing.seal(plain, first ? about : EMPTY, done >= whole);
          var piece = first ? mingcha.joined([about, sealed]) : sealed;
          first = false;
          return piece;
        });
      },
    };
  };

  function length(size) {
    var bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setUint32(0, Math.floor(size / 4294967296));
    new DataView(bytes.buffer).setUint32(4, size >>> 0);
    return bytes;
  }

  /** The bytes of a Blob, also where Blob.arrayBuffer is not known yet. */
  function read(blob) {
    return new Promise(function (resolve, reject) {
      var reader = new FileReader();
      reader.onload = function () { resolve(new Uint8Array(reader.result)); };
      reader.onerror = function () { reject(reader.error); };
      reader.readAsArrayBuffer(blob);
    });
  }
  mingcha.read = read;

  /** The content of a sealed stream that is whole in memory. Fails if it is not for this pair, or was changed. */
  mingcha.openStream = function (sodium, sealed, pair) {
    var count = sealed[9];
    var end = 10 + 96 * count + 24;
    var named = mingcha.hex(sodium.sha256(pair.public).subarray(0, 16));
    var key = null;
    if (new TextDecoder().decode(sealed.subarray(0, 8)) !== "MCSTRM1\n" || sealed[8] !== 1) throw new Error("no stream");
    for (var at = 10; at < end - 24; at += 96) {
      if (mingcha.hex(sealed.subarray(at, at + 16)) === named) key = sodium.openSealed(sealed.subarray(at + 16, at + 96), pair);
    }
    if (!key) throw new Error("not for this receipt");
    return content(opened(sodium.pulling(sealed.subarray(end - 24, end), key), sealed, end));
  };

  function opened(pulling, sealed, start) {
    var pieces = [];
    var about = sealed.subarray(0, start);
    for (var at = start; at < sealed.length; at += CHUNK + 17) {
      var found = pulling.open(sealed.subarray(at, at + CHUNK + 17), about);
      about = EMPTY;
      pieces.push(found.chunk);
      if (found.last !== at + CHUNK + 17 >= sealed.length) throw new Error("cut off or lengthened");
    }
    return mingcha.joined(pieces);
  }

  function content(plain) {
    var view = new DataView(plain.buffer);
    var size = view.getUint32(0) * 4294967296 + view.getUint32(4);
    if (plain.length < 8 || size > plain.length - 8) throw new Error("shorter than it says");
    return plain.slice(8, 8 + size);
  }
})();
