"""Addresses of the entrusted party's desk and of answer links."""

from django.urls import path

from sekisho_site.web.portal import answering, links, sub_entrusting, views

urlpatterns = [
    path("portal/", views.portal, name="portal"),
    path("portal/findings/", views.portal_findings, name="portal-findings"),
    path("portal/findings/<str:number>/", views.portal_finding, name="portal-finding"),
    path("portal/findings/<str:number>/answer/", answering.portal_answer, name="portal-answer"),
    path("portal/findings/<str:number>/receipt/<int:step>/", answering.portal_receipt, name="portal-receipt"),
    path("portal/findings/<str:number>/files/<str:sha256>/", answering.portal_file, name="portal-file"),
    path("portal/chain/", views.portal_chain, name="portal-chain"),
    path("portal/entrustments/<path:key>", views.portal_entrustment, name="portal-entrustment"),
    path("portal/sub-entrustees/new/", sub_entrusting.portal_sub_entrustee, name="portal-sub-entrustee"),
    path("portal/sub-entrustees/withdraw/<path:key>", sub_entrusting.portal_withdraw, name="portal-withdraw"),
    path("answer/<str:token>/", links.answer_link, name="answer-link"),
    path("findings/<str:number>/link/", links.answer_link_new, name="answer-link-new"),
    path("findings/<str:number>/link/<int:link>/revoke/", links.answer_link_revoke, name="answer-link-revoke"),
]
