def forward(x,w,b,y):
  c=w*x
  a=c+b
  d=a-y
  J=d**2
  return {"c":c,"a":a,"d":d,"J":J}

def local_gradients(x,w,b,y):
  c=w*x
  a=c+b
  d=a-y
  return {("c","w"):x,("c","x"):w,("a","c"):1,("a","b"):1,("d","a"):1,("d","y"):-1,("J","d"):2*d}

def backward(x,w,b,y):
  c=w*x
  a=c+b
  d=a-y
  dJ_dd=2*d
  dJ_dw=dJ_dd*x
  return {"d":dJ_dd,"a":dJ_dd,"c":dJ_dd,"b":dJ_dd,"w":dJ_dw}

def update(x,w,b,y,rate):
  g=backward(x,w,b,y)
  w=w-rate*g["w"]
  b=b-rate*g["b"]
  return {"w":w,"b":b,"J":forward(x,w,b,y)["J"]}
