"""What runs submitted code: a warm fork server that only imports, and the workers that it forks.

Nothing here decides anything: a worker answers calls, the judge compares.
"""
