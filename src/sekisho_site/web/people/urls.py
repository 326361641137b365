"""Addresses of people."""

from django.urls import path

from sekisho_site.web.people import own, views
from sekisho_site.web.people.invitation import invitation

urlpatterns = [
    path("settings/people/", views.people, name="people"),
    path("settings/people/<int:pk>/", views.person, name="person"),
    path("settings/people/<int:pk>/active/", views.person_active, name="person-active"),
    path("settings/people/<int:pk>/sessions/", views.person_sessions, name="person-sessions"),
    path("settings/people/<int:pk>/link/", views.person_link, name="person-link"),
    path("settings/people/invitations/<int:pk>/revoke/", views.invitation_revoke, name="invitation-revoke"),
    path("portal/people/", own.portal_people, name="portal-people"),
    path("portal/people/<int:pk>/active/", own.portal_person_active, name="portal-person-active"),
    path("portal/people/<int:pk>/link/", own.portal_person_link, name="portal-person-link"),
    path("portal/people/invitations/<int:pk>/revoke/", own.portal_invitation_revoke, name="portal-invitation-revoke"),
    path("invitation/<str:token>/", invitation, name="invitation"),
    path("me/", views.account, name="account"),
    path("me/sessions/", views.account_sessions, name="account-sessions"),
]
