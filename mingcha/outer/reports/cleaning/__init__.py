"""Hidden data without JavaScript: what a file says beside what it shows, and a working copy without it.

The rules of `static/reports/hidden.js` and its neighbours, which a test holds to the same results. Files are
taken apart and put together without the parts that tell; nothing is painted or decoded, so that a picture
stays as good as it was and a bomb has nothing to go off in.
"""

from mingcha.outer.reports.cleaning.kinds import Looked, look

__all__ = ["Looked", "look"]
