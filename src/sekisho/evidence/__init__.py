"""Evidence that a third party can check alone: canonical form, Merkle log (RFC 6962), bundles for offline verification."""

from sekisho.evidence.bundle import BundleError, BundleFault, BundleReport, verify_bundle, write_bundle
from sekisho.evidence.canonical import CanonicalError, canonical, parse
from sekisho.evidence.log import Head, Leaf, LogFault, LogReport, make_head, make_leaf, sealed_files, verify_log
from sekisho.evidence.merkle import Frontier, leaf_hash

__all__ = [
    "BundleError",
    "BundleFault",
    "BundleReport",
    "CanonicalError",
    "Frontier",
    "Head",
    "Leaf",
    "LogFault",
    "LogReport",
    "canonical",
    "leaf_hash",
    "make_head",
    "make_leaf",
    "parse",
    "sealed_files",
    "verify_bundle",
    "verify_log",
    "write_bundle",
]
