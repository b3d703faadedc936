"""Published claims, recomputed from their own inputs."""
