/* Just enough of ZIP for Office documents: the entries, one unpacked, and the archive again with some exchanged. */
(function () {
  "use strict";
  var mingcha = (self.mingcha = self.mingcha || {});
  var MOST = 64 * 1024 * 1024; // unpacked, of all entries of an archive; more is a bomb
  var ENTRIES = 4000;

  /** The entries of an archive: [{name, method, crc, packed, size, room}], `packed` a view into `bytes`, `room` shared. */
  mingcha.unzip = function (bytes) {
    var view = new DataView(bytes.buffer);
    var end = bytes.length - 22;
    while (end >= 0 && view.getUint32(end, true) !== 0x06054b50) end -= 1;
    if (end < 0) throw new Error("no archive");
    var entries = [];
    var room = { left: MOST };
    var at = view.getUint32(end + 16, true);
    if (view.getUint16(end + 10, true) > ENTRIES) throw new Error("a bomb");
    for (var index = 0; index < view.getUint16(end + 10, true); index++) {
      var entry = listed(bytes, view, at);
      entry.room = room;
      entries.push(entry);
      at = entry.next;
    }
    return entries;
  };

  function listed(bytes, view, at) {
    if (view.getUint32(at, true) !== 0x02014b50) throw new Error("no archive");
    var names = view.getUint16(at + 28, true);
    var local = view.getUint32(at + 42, true);
    var start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
    return {
      name: new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + names)),
      method: view.getUint16(at + 10, true),
      crc: view.getUint32(at + 16, true),
      packed: bytes.subarray(start, start + view.getUint32(at + 20, true)),
      size: view.getUint32(at + 24, true),
      next: at + 46 + names + view.getUint16(at + 30, true) + view.getUint16(at + 32, true),
    };
  }

  /** Promises the content of an entry; refuses bombs and what this browser cannot unpack. */
  mingcha.unpack = function (entry) {
    if (entry.method === 0) return taken(entry, entry.packed.length) ? Promise.resolve(entry.packed) : bomb();
    if (entry.method !== 8 || !self.DecompressionStream) return Promise.reject(new Error("not unpacked"));
    var reader = new Blob([entry.packed]).stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader();
    var pieces = [];
    function more() {
      return reader.read().then(function (got) {
        if (got.done) return mingcha.joined(pieces);
        if (!taken(entry, got.value.length)) return reader.cancel().then(bomb);
        pieces.push(got.value);
        return more();
      });
    }
    return more();
  };

  function taken(entry, size) {
    entry.room.left -= size;
    return entry.room.left >= 0;
  }

  function bomb() {
    return Promise.reject(new Error("a bomb"));
  }

  /** An archive of these entries, without times; one with `content` is stored anew, the others as they were packed. */
  mingcha.zip = function (entries) {
    var pieces = [];
    var list = [];
    var at = 0;
    entries.forEach(function (entry) {
      var name = new TextEncoder().encode(entry.name);
      var body = entry.content || entry.packed;
      var facts = entry.content
        ? { method: 0, crc: crcOf(body), packed: body.length, size: body.length }
        : { method: entry.method, crc: entry.crc, packed: body.length, size: entry.size };
      pieces.push(header(0x04034b50, facts, name, -1), name, body);
      list.push(header(0x02014b50, facts, name, at), name);
      at += 30 + name.length + body.length;
    });
    var size = list.reduce(function (sum, one) { return sum + one.length; }, 0);
    var end = new DataView(new ArrayBuffer(22));
    end.setUint32(0, 0x06054b50, true);
    end.setUint16(8, entries.length, true);
    end.setUint16(10, entries.length, true);
    end.setUint32(12, size, true);
    end.setUint32(16, at, true);
    return new Blob(pieces.concat(list, [new Uint8Array(end.buffer)]));
  };

  /* A local header, or with `at` ≥ 0 the one of the list. */
  function header(mark, facts, name, at) {
    var central = at >= 0;
    var view = new DataView(new ArrayBuffer(central ? 46 : 30));
    var shift = central ? 2 : 0;
    view.setUint32(0, mark, true);
    view.setUint16(4, 20, true);
    if (central) view.setUint16(6, 20, true);
    view.setUint16(6 + shift, 0x0800, true); // names in UTF-8
    view.setUint16(8 + shift, facts.method, true);
    view.setUint16(12 + shift, 0x21, true); // 1 January 1980
    view.setUint32(14 + shift, facts.crc, true);
    view.setUint32(18 + shift, facts.packed, true);
    view.setUint32(22 + shift, facts.size, true);
    view.setUint16(26 + shift, name.length, true);
    if (central) view.setUint32(42, at, true);
    return new Uint8Array(view.buffer);
  }

  var table = null;
  function crcOf(bytes) {
    if (!table) {
      table = new Uint32Array(256).map(function (_zero, byte) {
        for (var bit = 0; bit < 8; bit++) byte = byte & 1 ? (byte >>> 1) ^ 0xedb88320 : byte >>> 1;
        return byte;
      });
    }
    var crc = -1;
    for (var at = 0; at < bytes.length; at++) crc = (crc >>> 8) ^ table[(crc ^ bytes[at]) & 255];
    return ~crc >>> 0;
  }
})();
