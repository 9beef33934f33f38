"""What a sample filler wrote into the newsroom, so that it can be told from what people made of it since."""
