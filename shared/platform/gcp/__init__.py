"""The platform on Google Cloud. The only place that imports its client libraries; each when it is first used."""
