// Simulation only: stops the run when a host sends a number that lies beyond the range of its input.
//
// It watches the beats that an input accepts. Ids of SIZE and above are no events, whatever their number.
`default_nettype none

module number_rules #(
    // Bits of an id and of a number, and neurons of the input
    parameter ID_WIDTH = 8,
    parameter NUMBER_WIDTH = 8,
    parameter SIZE = 256,
    // The least and the largest number
    parameter signed [31:0] LEAST = -127,
    parameter signed [31:0] MOST = 127,
    // The input, as messages name it
    parameter NAME = ""
) (
    input  wire                             clk,
    input  wire                             rst,

    input  wire [NUMBER_WIDTH+ID_WIDTH-1:0] s_tdata,
    input  wire                             s_tvalid,
    input  wire                             s_tready,
    input  wire                             s_tkeep
);
    wire [31:0]                    size   = SIZE;
    wire [31:0]                    id     = {{(32 - ID_WIDTH){1'b0}}, s_tdata[ID_WIDTH-1:0]};
    wire signed [NUMBER_WIDTH-1:0] number = s_tdata[NUMBER_WIDTH+ID_WIDTH-1:ID_WIDTH];
    wire signed [31:0]             wide   = {{(32 - NUMBER_WIDTH){number[NUMBER_WIDTH-1]}}, number};

    always @(posedge clk) begin
        if (!rst && s_tvalid && s_tready && s_tkeep && id < size && (wide < LEAST || wide > MOST)) begin
            $display("error: input %0s got the number %0d of neuron %0d, expected %0d to %0d",
                     NAME, wide, id, LEAST, MOST);
            $finish;
        end
    end
endmodule

`default_nettype wire
