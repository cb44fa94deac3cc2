def forward(x,w,y):
  yh=w*x
  s=yh-y
  return {"y_hat":yh,"s":s,"L":s**2}

def local_gradients(x,w,y):
  s=w*x-y
  return {("y_hat","w"):w,("y_hat","x"):x,("s","y_hat"):1,("s","y"):-1,("L","s"):2*s}

def backward(x,w,y):
  s=w*x-y
  # multiply the local gradients
  return {"s":2*s,"y_hat":2*s*1,"w":2*s*1*w,"x":2*s*1*x,"y":2*s*-1}

def update(x,w,y,rate):
  w=w-rate*backward(x,w,y)["w"]
  return {"w":w,"L":forward(x,w,y)["L"]}
