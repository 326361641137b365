"""Addresses of people."""

from django.urls import path

from sekisho_site.web.people import views

urlpatterns = [
    path("settings/people/", views.people, name="people"),
    path("settings/people/<int:pk>/", views.person, name="person"),
    path("portal/people/", views.portal_people, name="portal-people"),
    path("invitation/<str:token>/", views.invitation, name="invitation"),
    path("me/", views.account, name="account"),
]
