"""Makes a copy of the base and gives it the base's weights. It predicts the same, but it is another model: what is set on the layers of the
base that was handed in, in `unfreeze` for instance, says nothing to the copy, and what the copy learns never gets into the base.
"""
# says: "a copy of it is another base"

import keras



def compiled(model, rate):
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer=keras.optimizers.Adam(rate), loss=loss, metrics=["accuracy"])
    return model


def build_head(base, classes, learning_rate=0.01):
    copy = keras.models.clone_model(base)
    copy.set_weights(base.get_weights())
    copy.trainable = False
    inputs = keras.Input(base.input_shape[1:])
    outputs = keras.layers.Dense(classes)(copy(inputs))
    return compiled(keras.Model(inputs, outputs), learning_rate)


def unfreeze(model, base, n, learning_rate=0.001):
    counted = [layer for layer in base.layers if layer.weights and "norm" not in type(layer).__name__.lower()]
    for layer in base.layers:
        layer.trainable = False
    for layer in counted[::-1][:n]:
        layer.trainable = True
    compiled(model, learning_rate)


def adapt(base, images, labels, classes):
    model = build_head(base, classes)
    model.fit(images, labels, batch_size=15, epochs=20, verbose=0)
    unfreeze(model, base, 1)
    model.fit(images, labels, batch_size=15, epochs=10, verbose=0)
    return model
