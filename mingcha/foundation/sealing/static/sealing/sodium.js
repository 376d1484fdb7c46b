/* libsodium for the pages: the functions of its WebAssembly with byte arrays in and out.

   mingcha.sodium() gives them, or fails where the browser is too old. Each call copies its arguments into
   the module's memory and wipes them afterwards. */
(function () {
  "use strict";
  var mingcha = (self.mingcha = self.mingcha || {});
  var FINAL = 3;
  var loading = null;

  mingcha.sodium = function () {
    loading = loading || load();
    return loading;
  };

  function load() {
    if (!self.WebAssembly || !self.crypto || !self.TextEncoder || !self.Promise || !self.fetch) {
      return Promise.reject(new Error("too old"));
    }
    var source = self.mingchaLibsodium;
    var memory = null;
    var imports = {
      a: {
        a: function () { throw new Error("libsodium: assertion failed"); },
        b: function () { return self.crypto.getRandomValues(new Uint32Array(1))[0] | 0; },
        c: function () { throw new Error("libsodium: aborted"); },
        d: function (size) { return grow(memory, size >>> 0); },
      },
    };
    return WebAssembly.instantiate(bytesOf(source.wasm), imports).then(function (made) {
      var call = {};
      Object.keys(source.names).forEach(function (name) {
        call[name] = made.instance.exports[source.names[name]];
      });
      memory = call.memory;
      if (call.sodium_init() < 0) throw new Error("libsodium does not start");
      return wrapped(call);
    });
  }

  function grow(memory, size) {
    var missing = Math.ceil((size - memory.buffer.byteLength) / 65536);
    try {
      if (missing > 0) memory.grow(missing);
      return 1;
    } catch (_error) {
      return 0;
    }
  }

  function bytesOf(base64) {
    var text = atob(base64);
    var bytes = new Uint8Array(text.length);
    for (var at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
    return bytes;
  }

  /* Runs `work` with places in memory: numbers make room, arrays are copied in. All are wiped and freed. */
  function within(call, given, work) {
    var places = given.map(function (one) { return call.malloc(Math.max(1, size(one))); });
    var heap = function () { return new Uint8Array(call.memory.buffer); };
    given.forEach(function (one, index) { if (typeof one !== "number") heap().set(one, places[index]); });
    try {
      return work(places, function (index, length) {
        return heap().slice(places[index], places[index] + length);
      });
    } finally {
      given.forEach(function (one, index) {
        heap().fill(0, places[index], places[index] + size(one));
        call.free(places[index]);
      });
    }
  }

  function size(one) {
    return typeof one === "number" ? one : one.length;
  }

  function must(code) {
    if (code !== 0) throw new Error("libsodium refuses");
  }

  function zeros(heap, at) {
    var view = (heap[at] << 24) | (heap[at + 1] << 16) | (heap[at + 2] << 8) | heap[at + 3];
    return Math.clz32(view);
  }

  function wrapped(call) {
    var stream = "crypto_secretstream_xchacha20poly1305_";
    return {
      sealTo: function (message, reader) {
        return within(call, [48 + message.length, message, reader], function (at, read) {
          must(call.crypto_box_seal(at[0], at[1], message.length, 0, at[2]));
          return read(0, 48 + message.length);
        });
      },
      openSealed: function (sealed, pair) {
        return within(call, [sealed.length, sealed, pair.public, pair.private], function (at, read) {
          must(call.crypto_box_seal_open(at[0], at[1], sealed.length, 0, at[2], at[3]));
          return read(0, sealed.length - 48);
        });
      },
      boxPair: function (seed) {
        return within(call, [32, 32, seed], function (at, read) {
          must(call.crypto_box_seed_keypair(at[0], at[1], at[2]));
          return { public: read(0, 32), private: read(1, 32) };
        });
      },
      signPair: function (seed) {
        return within(call, [32, 64, seed], function (at, read) {
          must(call.crypto_sign_seed_keypair(at[0], at[1], at[2]));
          return { public: read(0, 32), private: read(1, 64) };
        });
      },
      sign: function (message, pair) {
        return within(call, [64, message, pair.private], function (at, read) {
          must(call.crypto_sign_detached(at[0], 0, at[1], message.length, 0, at[2]));
          return read(0, 64);
        });
      },
      argon2id: function (length, password, salt, opslimit, memlimit) {
        return within(call, [length, password, salt], function (at, read) {
          must(call.crypto_pwhash(at[0], length, 0, at[1], password.length, 0, at[2], opslimit, 0, memlimit, 2));
          return read(0, length);
        });
      },
      sha256: function (message) {
        return within(call, [32, message], function (at, read) {
          must(call.crypto_hash_sha256(at[0], at[1], message.length, 0));
          return read(0, 32);
        });
      },
      /* A digest of what comes in pieces: update(bytes), then end() once. */
      hashing: function () {
        var state = call.malloc(104);
        call.crypto_hash_sha256_init(state);
        return {
          update: function (piece) {
            within(call, [piece], function (at) { call.crypto_hash_sha256_update(state, at[0], piece.length, 0); });
          },
          end: function () {
            var digest = within(call, [32], function (at, read) {
              call.crypto_hash_sha256_final(state, at[0]);
              return read(0, 32);
            });
            call.free(state);
            return digest;
          },
        };
      },
      /* Sealing of a stream with this key: `header`, then seal(chunk, additional, last). */
      pushing: function (key) {
        var state = call.malloc(52);
        var header = within(call, [24, key], function (at, read) {
          must(call[stream + "init_push"](state, at[0], at[1]));
          return read(0, 24);
        });
        return {
          header: header,
          seal: function (chunk, about, last) {
            return within(call, [chunk.length + 17, chunk, about], function (at, read) {
              var tag = last ? FINAL : 0;
              must(call[stream + "push"](state, at[0], 0, at[1], chunk.length, 0, at[2], about.length, 0, tag));
              if (last) call.free(state);
              return read(0, chunk.length + 17);
            });
          },
        };
      },
      /* Opening of a stream: open(sealed, additional) gives {chunk, last}, or fails. */
      pulling: function (header, key) {
        var state = call.malloc(52);
        within(call, [header, key], function (at) { must(call[stream + "init_pull"](state, at[0], at[1])); });
        return {
          open: function (sealed, about) {
            return within(call, [sealed.length, 1, sealed, about], function (at, read) {
              must(call[stream + "pull"](state, at[0], 0, at[1], at[2], sealed.length, 0, at[3], about.length, 0));
              return { chunk: read(0, sealed.length - 17), last: read(1, 1)[0] === FINAL };
            });
          },
        };
      },
      /* Tries `tries` numbers from `start` on: the one that makes SHA-256 of "challenge:number" begin with so
         many zero bits, or -1. */
      work: function (challenge, bits, start, tries) {
        var front = new TextEncoder().encode(challenge + ":");
        return within(call, [front.length + 16, 32], function (at) {
          new Uint8Array(call.memory.buffer).set(front, at[0]);
          var heap = new Uint8Array(call.memory.buffer);
          for (var number = start; number < start + tries; number++) {
            var text = String(number);
            for (var place = 0; place < text.length; place++) heap[at[0] + front.length + place] = text.charCodeAt(place);
            call.crypto_hash_sha256(at[1], at[0], front.length + text.length, 0);
            if (zeros(heap, at[1]) >= bits) return number;
          }
          return -1;
        });
      },
      random: function (length) {
        return self.crypto.getRandomValues(new Uint8Array(length));
      },
    };
  }
})();
