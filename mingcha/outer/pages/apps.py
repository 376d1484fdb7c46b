from uuid import UUID

from django.apps import AppConfig

from mingcha.foundation import scopes

# Exchanges are on the trail under a name and belong to an office: this site has one of each, and nobody
# signs in with them.
SITE = UUID("00000000-0000-4000-8000-00006f757465")
CARRIER, KEEPER = "outer", "outer-keeper"


class PagesConfig(AppConfig):
    name = "mingcha.outer.pages"
    label = "outer_pages"

    def ready(self) -> None:
        ours = frozenset({SITE})
        scopes.register("own_offices", lambda user: ours if user.username == CARRIER else frozenset())
        scopes.register("offices", lambda user: ours if user.username == CARRIER else frozenset())
