"""Teams, recusal and authorisation, and from them who may see what (`queries.rights_of`)."""
