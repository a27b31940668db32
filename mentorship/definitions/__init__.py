"""What each metric means, by family, in the words that pages, mails and docs print. The door is `registry`."""
