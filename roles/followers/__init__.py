"""Who follows the public list of sub-processors by mail: anybody, after a yes of its own."""
