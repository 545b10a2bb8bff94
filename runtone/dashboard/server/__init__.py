"""Starting the server, and what stands between the network and the pages."""
