"""Counts all layers, also those that only cut off or flatten. The last of a network often have no weights."""
# says: "moves full_3 of the base; expected conv_2, full_3"

import keras



def compiled(model, rate):
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer=keras.optimizers.Adam(rate), loss=loss, metrics=["accuracy"])
    return model


def build_head(base, classes, learning_rate=0.01):
    base.trainable = False
    inputs = keras.Input(base.input_shape[1:])
    outputs = keras.layers.Dense(classes)(base(inputs, training=False))
    return compiled(keras.Model(inputs, outputs), learning_rate)


def unfreeze(model, base, n, learning_rate=0.001):
    counted = [layer for layer in base.layers]
    for layer in base.layers:
        layer.trainable = False
    for layer in counted[::-1][:n]:
        layer.trainable = not isinstance(layer, keras.layers.BatchNormalization)
    compiled(model, learning_rate)


def adapt(base, images, labels, classes):
    model = build_head(base, classes)
    model.fit(images, labels, batch_size=15, epochs=20, verbose=0)
    unfreeze(model, base, 1)
    model.fit(images, labels, batch_size=15, epochs=10, verbose=0)
    return model
