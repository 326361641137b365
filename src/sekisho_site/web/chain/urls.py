"""The address of the chain; what is drawn stands in the query string."""

from django.urls import path

from sekisho_site.web.chain import views

urlpatterns = [path("chain/", views.chain, name="chain")]
