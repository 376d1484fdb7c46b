"""The skeleton of the public pages: headers, language, large print, the way out."""
