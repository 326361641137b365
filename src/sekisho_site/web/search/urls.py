"""The address of the search over everything."""

from django.urls import path

from sekisho_site.web.search import views

urlpatterns = [path("search/", views.search, name="search")]
