"""GPX and TCX, streamed through lxml with entities, DTDs and the network off."""
