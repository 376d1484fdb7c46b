/* The receipt, as `foundation/sealing/receipts.py` has it: 96 random bits, nine words, the keys they give. */
(function () {
  "use strict";
  var mingcha = (self.mingcha = self.mingcha || {});

  /** The words and keys of receipts of this page's site; `page` is what the page told its scripts. */
  mingcha.receipts = function (sodium, page) {
    function check(receipt) {
      var digest = sodium.sha256(receipt);
      return (digest[0] << 4) | (digest[1] >> 4);
    }

    function numbers(receipt) {
      var found = [];
      for (var at = 0; at < 12; at += 3) {
        found.push((receipt[at] << 4) | (receipt[at + 1] >> 4), ((receipt[at + 1] & 15) << 8) | receipt[at + 2]);
      }
      return found;
    }

    function bytes(found) {
      var receipt = new Uint8Array(12);
      for (var at = 0; at < 4; at++) {
        var one = found[2 * at];
        var two = found[2 * at + 1];
        receipt.set([one >> 4, ((one & 15) << 4) | (two >> 8), two & 255], 3 * at);
      }
      return receipt;
    }

    function refuse(text, values) {
      throw new Error(mingcha.fill(text, values || {}));
    }

    return {
      make: function () {
        return sodium.random(12);
      },

      words: function (receipt) {
        return numbers(receipt).concat(check(receipt)).map(function (number) {
          return page.first[number >> 6] + page.second[number & 63];
        });
      },

      parse: function (text) {
        var words = (text.match(/[\u4e00-\u9fff]/g) || []).join("").match(/.{1,2}/g) || [];
        var found = words.map(function (word) {
          var one = page.first.indexOf(word[0]);
          var two = page.second.indexOf(word[1] || "!");
          if (one < 0 || two < 0) refuse(page.texts.words_wrong, { word: word });
          return (one << 6) | two;
        });
        if (found.length !== 9) refuse(page.texts.words_count, { count: found.length });
        var receipt = bytes(found);
        if (check(receipt) !== found[8]) refuse(page.texts.words_order);
        return receipt;
      },

      derive: function (receipt) {
        var raw = sodium.argon2id(96, receipt, mingcha.unhex(page.salt), page.opslimit, page.memlimit);
        return {
          lookup: raw.slice(0, 32),
          box: sodium.boxPair(raw.subarray(32, 64)),
          sign: sodium.signPair(raw.subarray(64)),
        };
      },
    };
  };
})();
