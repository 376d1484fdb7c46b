/* What was written and chosen outlasts a reload of the page, and no more than that.

   It stands in the tab's sessionStorage, each piece under AES-GCM. The key is nowhere on the phone: the site derives
   it from a token that lies beside the pieces, and refuses to once the token is an hour old. */
(function () {
  "use strict";
  var mingcha = (self.mingcha = self.mingcha || {});
  var HALF_LIFE = 30 * 60 * 1000; // milliseconds after which a fresh token is asked for
  var FIRST = 0x100; // signs from here on carry 15 bits each; none of them is half of a pair
  var ROOM = "mingcha ";

  /** The pieces kept for this page's code: open(), put(name, bytes), remove(name), clear(), forget(). Nothing is kept where
      the browser has no room for it: put() then promises false. */
  mingcha.kept = function (page) {
    var front = ROOM + page.code + " ";
    var storage = usable() ? self.sessionStorage : null;
    var key = null;
    var since = 0;

    function names() {
      var found = [];
      for (var at = 0; storage && at < storage.length; at++) {
        if (storage.key(at).indexOf(front) === 0) found.push(storage.key(at).slice(front.length));
      }
      return found;
    }

    function clear() {
      names().forEach(function (name) { if (name !== "token") storage.removeItem(front + name); });
    }

    function adopt() {
      return imported(page.keep.key).then(function (made) {
        key = made;
        since = Date.now();
        storage.setItem(front + "token", page.keep.token);
      });
    }

    /* Promises the pieces that an earlier load of the page left, {name: bytes}; they are kept on under a new key. */
    function open() {
      var token = storage && storage.getItem(front + "token");
      if (!storage) return Promise.resolve({});
      if (!token) return adopt().then(function () { return {}; });
      return asked(token, 3).then(imported).then(opened, function () { return {}; }).then(function (found) {
        clear();
        return adopt().then(function () {
          return Promise.all(Object.keys(found).map(function (name) { return put(name, found[name]); }));
        }).then(function () { return found; });
      });
    }

    function opened(old) {
      var found = {};
      return Promise.all(names().filter(function (name) { return name !== "token"; }).map(function (name) {
        var sealed = unpacked(storage.getItem(front + name));
        return self.crypto.subtle.decrypt(how(sealed.subarray(0, 12)), old, sealed.subarray(12)).then(function (plain) {
          found[name] = new Uint8Array(plain);
        }, function () {});
      })).then(function () { return found; });
    }

    function put(name, bytes) {
      var used = key;
      if (!key || mingcha.left) return Promise.resolve(false);
      var nonce = self.crypto.getRandomValues(new Uint8Array(12));
      return self.crypto.subtle.encrypt(how(nonce), key, bytes).then(function (sealed) {
        if (key !== used || mingcha.left) return false; // forgotten in the meantime
        storage.setItem(front + name, packed(mingcha.joined([nonce, new Uint8Array(sealed)])));
        return true;
      }).catch(function () {
        storage.removeItem(front + name);
        return false;
      });
    }

    return {
      open: open,
      put: put,
      clear: clear,
      forget: function () {
        clear();
        key = null;
        if (storage) storage.removeItem(front + "token");
      },
      remove: function (name) {
        if (storage) storage.removeItem(front + name);
      },
      /* Whether the token is growing old: then everything is to be put again after renew(). */
      ageing: function () { return Boolean(key) && Date.now() - since > HALF_LIFE; },
      renew: function () { return mingcha.renew(page).then(adopt); },
    };
  };

  function usable() {
    try {
      self.sessionStorage.setItem(ROOM, "");
      self.sessionStorage.removeItem(ROOM);
      return Boolean(self.crypto.subtle);
    } catch (_error) {
      return false;
    }
  }

  function asked(token, tries) {
    return mingcha.ask("/keep/", { token: token }).then(function (said) { return said.key; }, function (error) {
      if (error.refused || tries < 2) throw error;
      return mingcha.pause(1000).then(function () { return asked(token, tries - 1); });
    });
  }

  function imported(key) {
    return self.crypto.subtle.importKey("raw", mingcha.unhex(key), "AES-GCM", false, ["encrypt", "decrypt"]);
  }

  function how(nonce) {
    return { name: "AES-GCM", iv: nonce };
  }

  /* Bytes as text of 15 bits a sign, their number in front: storages count signs, and have little room. */
  function packed(bytes) {
    var pieces = [bytes.length + ":"];
    var signs = [];
    var buffer = 0;
    var bits = 0;
    for (var at = 0; at < bytes.length + 2; at++) {
      buffer = ((buffer << 8) | (bytes[at] || 0)) & 0x7fffff;
      bits += 8;
      if (bits >= 15) {
        bits -= 15;
        signs.push(FIRST + ((buffer >> bits) & 0x7fff));
      }
      if (signs.length === 8192) pieces.push(String.fromCharCode.apply(null, signs.splice(0)));
    }
    return pieces.join("") + String.fromCharCode.apply(null, signs);
  }

  function unpacked(text) {
    var start = text.indexOf(":") + 1;
    var bytes = new Uint8Array(Number(text.slice(0, start - 1)));
    var buffer = 0;
    var bits = 0;
    for (var at = 0; at < bytes.length; at++) {
      if (bits < 8) {
        buffer = ((buffer << 15) | (text.charCodeAt(start++) - FIRST)) & 0x7fffff;
        bits += 15;
      }
      bits -= 8;
      bytes[at] = (buffer >> bits) & 255;
    }
    return bytes;
  }
})();
