"""How fast gdrun is beside its peers: ``python -m tests.benchmarks`` (extra ``bench``)."""
