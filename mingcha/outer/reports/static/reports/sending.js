/* Sending: proof of work, then every part sealed and sent piece by piece, waiting out broken lines. */
(function () {
  "use strict";
  var mingcha = (self.mingcha = self.mingcha || {});
  var CHUNK = 65553; // sealed bytes of one chunk of a stream
  var FIRST = 3; // chunks sent at once, to begin with
  var MOST = 15; // and at most: the site takes a mebibyte
  var PROBES = 4000; // numbers tried before the page may breathe

  function pause(milliseconds) {
    return new Promise(function (resolve) { setTimeout(resolve, milliseconds); });
  }
  mingcha.pause = pause;

  /** A pause that ends early when the browser says that the line is back. */
  function waiting(milliseconds) {
    return new Promise(function (resolve) {
      setTimeout(resolve, milliseconds);
      self.addEventListener("online", resolve, { once: true });
    });
  }

  /** How many chunks to send at once after `chunks` took so long: a slow line shows progress and loses little. */
  function fitted(chunks, milliseconds) {
    if (milliseconds < 1500) return Math.min(chunks * 2, MOST);
    return milliseconds > 4000 ? Math.max(chunks >> 1, 2) : chunks;
  }

  /** Promises the answer to a challenge of the site. */
  mingcha.prove = function (sodium, challenge) {
    var bits = Number(challenge.split(".")[1]);
    function from(start) {
      var found = sodium.work(challenge, bits, start, PROBES);
      if (found >= 0) return challenge + ":" + found;
      return pause(0).then(function () { return from(start + PROBES); });
    }
    return Promise.resolve(0).then(from);
  };

  /** A challenge counts once: fetches the page's next one. */
  mingcha.renew = function (page) {
    return fetch(location.pathname, { credentials: "omit", cache: "no-store" }).then(function (answer) {
      return answer.text();
    }).then(function (html) {
      var fresh = new DOMParser().parseFromString(html, "text/html").getElementById("page-data");
      var told = JSON.parse(fresh.textContent);
      page.challenge = told.challenge;
      page.keep = told.keep;
    }).catch(function () {});
  };

  /* The same address in the language of the page, so that what the site answers is read in it. */
  function spoken(address) {
    return (document.documentElement.lang === "en" ? "/en" : "") + address;
  }

  /** POSTs JSON and promises JSON; what the site refuses becomes an Error with its words. */
  mingcha.ask = function (address, said) {
    return post(spoken(address), JSON.stringify(said), { "Content-Type": "application/json" });
  };

  function post(address, body, headers) {
    var options = { method: "POST", body: body, headers: headers, credentials: "omit", cache: "no-store", referrerPolicy: "no-referrer" };
    return fetch(address, options).then(function (answer) {
      return answer.json().catch(function () { return { error: String(answer.status) }; }).then(function (said) {
        if (said.error) throw mingcha.refused(said.error);
        return said;
      });
    });
  }
  mingcha.post = post;

  /* A refusal of the site, which trying again does not change. */
  mingcha.refused = function (words) {
    var error = new Error(words);
    error.refused = true;
    return error;
  };

  /* Does `work` until it succeeds or is refused; a broken line is waited out. */
  function patiently(work, control, wait) {
    if (control.stopped) return Promise.reject(mingcha.refused(control.stopped));
    return work().catch(function (error) {
      if (error.refused) throw error;
      control.tell("waiting");
      return waiting(wait).then(function () { return patiently(work, control, Math.min(wait * 2, 30000)); });
    });
  }

  /**
   * Seals and sends `parts` ([{name, blob, reader}]) and promises the acknowledgement. `finish(digests)` gives
   * what is said at the end; `control` has stopped (a text, once stopped), tell(what) and done(share).
   */
  mingcha.send = function (sodium, page, parts, finish, control) {
    var streams = parts.map(function (part) { return mingcha.sealing(sodium, part.blob, part.reader); });
    var all = streams.reduce(function (sum, one) { return sum + one.size; }, 0);
    var sent = 0;
    var chunks = FIRST;
    var sizes = {};
    var digests = {};
    parts.forEach(function (part, index) { sizes[part.name] = streams[index].size; });

    function one(id, index) {
      var part = parts[index];
      if (!part) return Promise.resolve();
      var hashing = sodium.hashing();
      function piece(at) {
        return gathered(streams[index], chunks * CHUNK).then(function (bytes) {
          if (!bytes.length) return undefined;
          hashing.update(bytes);
          var address = spoken("/send/" + id + "/" + part.name + "/?at=" + at);
          var begun;
          return patiently(function () {
            begun = Date.now();
            return post(address, bytes, {});
          }, control, 1000).then(function () {
            if (bytes.length > CHUNK) chunks = fitted(chunks, Date.now() - begun); // what is less tells nothing
            sent += bytes.length;
            control.tell("sending");
            control.done(sent / all);
            return piece(at + bytes.length);
          });
        });
      }
      return piece(0).then(function () {
        digests[part.name] = mingcha.hex(hashing.end());
        return one(id, index + 1);
      });
    }

    control.tell("proving");
    return mingcha.prove(sodium, page.challenge).then(function (proof) {
      var said = { proof: proof, kind: page.kind, parts: sizes };
      return patiently(function () { return mingcha.ask("/c/" + page.code + "/begin/", said); }, control, 1000);
    }).then(function (begun) {
      return one(begun.id, 0).then(function () {
        var said = finish(digests);
        said.digests = digests;
        return patiently(function () { return mingcha.ask("/send/" + begun.id + "/finish/", said); }, control, 1000);
      });
    }).then(function (said) { return said.acknowledgement; });
  };

  function gathered(stream, most) {
    var pieces = [];
    var size = 0;
    function more() {
      return stream.next().then(function (piece) {
        if (piece) {
          pieces.push(piece);
          size += piece.length;
        }
        return piece && size + CHUNK <= most ? more() : mingcha.joined(pieces);
      });
    }
    return more();
  }

  /** Promises the SHA-256 of a Blob in hexadecimal, read in pieces. */
  mingcha.digest = function (sodium, blob) {
    var hashing = sodium.hashing();
    function from(at) {
      if (at >= blob.size) return mingcha.hex(hashing.end());
      return mingcha.read(blob.slice(at, at + 1048576)).then(function (piece) {
        hashing.update(piece);
        return from(at + 1048576);
      });
    }
    return Promise.resolve(0).then(from);
  };
})();
