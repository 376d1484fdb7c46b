from django.urls import path

from mingcha.foundation.exchange.views import channels, conflicts, packages

app_name = "exchange"
urlpatterns = [
    path("keys/", channels.keys, name="keys"),
    path("keys/file/", channels.keys_file, name="keys_file"),
    path("channels/new/", channels.channel_create, name="channel_create"),
    path("channels/<uuid:pk>/", channels.channel_detail, name="channel"),
    path("channels/<uuid:pk>/confirm/", channels.channel_confirm, name="channel_confirm"),
    path("channels/<uuid:pk>/close/", channels.channel_close, name="channel_close"),
    path("channels/<uuid:pk>/write/", channels.channel_write, name="channel_write"),
    path("packages/bring/", packages.package_bring, name="package_bring"),
    path("packages/<uuid:pk>/", packages.package_detail, name="package"),
    path("packages/<uuid:pk>/take-in/", packages.package_take_in, name="package_take_in"),
    path("packages/<uuid:pk>/file/", packages.package_fetch, name="package_fetch"),
    path("packages/<uuid:pk>/receipt/", packages.package_receipt, name="package_receipt"),
    path("conflicts/<uuid:pk>/", conflicts.conflict, name="conflict"),
]
