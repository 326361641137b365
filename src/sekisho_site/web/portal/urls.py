"""Addresses of the entrusted party's desk and of answer links."""

from django.urls import path

from sekisho_site.web.portal import views

urlpatterns = [
    path("portal/", views.portal, name="portal"),
    path("portal/findings/", views.portal_findings, name="portal-findings"),
    path("portal/findings/<str:number>/", views.portal_finding, name="portal-finding"),
    path("portal/findings/<str:number>/answer/", views.portal_answer, name="portal-answer"),
    path("portal/chain/", views.portal_chain, name="portal-chain"),
    path("portal/entrustments/<path:key>", views.portal_entrustment, name="portal-entrustment"),
    path("portal/sub-entrustees/new/", views.portal_sub_entrustee, name="portal-sub-entrustee"),
    path("answer/<str:token>/", views.answer_link, name="answer-link"),
    path("findings/<str:number>/link/", views.answer_link_new, name="answer-link-new"),
]
