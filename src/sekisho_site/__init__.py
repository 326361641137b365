"""The shell of Sekisho: records in a database, use cases, command line and pages. It judges nothing itself."""
