from django.urls import path

from mingcha.foundation.healthz import healthz

urlpatterns = [path("healthz", healthz, name="healthz")]
