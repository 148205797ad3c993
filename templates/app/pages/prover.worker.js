import "civicproof/worker/entry";
