from django.urls import path

from mingcha.foundation.ledgers.views import bulk, imports, listing, saved

app_name = "ledgers"
urlpatterns = [
    path("views/<uuid:pk>/rename/", saved.rename, name="rename_view"),
    path("views/<uuid:pk>/delete/", saved.delete, name="delete_view"),
    path("views/<uuid:pk>/default/", saved.default, name="default_view"),
    path("<slug:name>/", listing.listing, name="list"),
    path("<slug:name>/options/<slug:column>/", listing.options, name="options"),
    path("<slug:name>/export/", listing.export, name="export"),
    path("<slug:name>/views/", saved.save, name="save_view"),
    path("<slug:name>/no-default/", saved.no_default, name="no_default"),
    path("<slug:name>/bulk/<str:move>/", bulk.bulk, name="bulk"),
    path("<slug:name>/import/", imports.start, name="import"),
    path("<slug:name>/import/template/", imports.template, name="template"),
    path("<slug:name>/import/<uuid:pk>/", imports.preview, name="preview"),
    path("<slug:name>/import/<uuid:pk>/marked/", imports.marked, name="marked"),
]
