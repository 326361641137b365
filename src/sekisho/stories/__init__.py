"""Stories: the fictional carrier and the public cases, as inputs with expected findings; used by demo, docs and tests."""
