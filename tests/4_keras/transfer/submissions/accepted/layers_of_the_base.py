"""Goes on from the base's own output instead of calling the base, so that its layers are layers of the model."""

import keras



def compiled(model, rate):
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer=keras.optimizers.Adam(rate), loss=loss, metrics=["accuracy"])
    return model


def build_head(base, classes, learning_rate=0.01):
    base.trainable = False
    return compiled(keras.Model(base.input, keras.layers.Dense(classes)(base.output)), learning_rate)


def unfreeze(model, base, n, learning_rate=0.001):
    counted = [layer for layer in base.layers if layer.weights and "norm" not in type(layer).__name__.lower()]
    base.trainable = True
    for layer in base.layers:
        layer.trainable = False
    for layer in counted[::-1][:n]:
        layer.trainable = True
    compiled(model, learning_rate)


def adapt(base, images, labels, classes):
    model = build_head(base, classes, 0.02)
    model.fit(images, labels, batch_size=10, epochs=8, verbose=0)
    unfreeze(model, base, 1)
    model.fit(images, labels, batch_size=10, epochs=2, verbose=0)
    return model
