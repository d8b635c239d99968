"""What a fork server imports before it forks, by profile."""

PROFILES = {
    "light": ("numpy", "cv2"),
    "tensorflow": ("numpy", "cv2", "tensorflow", "keras"),
    "keras": ("numpy", "cv2", "keras"),
}
