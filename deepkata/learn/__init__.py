"""What a student has beside the judge: progress, hints, pristine stubs."""
