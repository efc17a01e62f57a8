"""The services of Thi Đua: each follows the log, decides on its own state and never imports another."""
