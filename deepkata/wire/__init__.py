"""The wire between judge and worker: plain data in length-prefixed frames, never pickle."""
