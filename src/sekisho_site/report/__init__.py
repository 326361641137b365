"""One self-contained page of a reconcile: findings with their two records, ground and remedy. No script, no network."""

from sekisho_site.report.page import Origin, Origins, render_report

__all__ = ["Origin", "Origins", "render_report"]
